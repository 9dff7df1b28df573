// GraphiQL's own style.css would embed two web fonts; these are its parts without them.
import '@graphiql/react/style.css'
import '@graphiql/plugin-doc-explorer/style.css'
import '@graphiql/plugin-history/style.css'
import 'graphiql/graphiql.css'
import './console.css'
