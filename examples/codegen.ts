// Types for the documents of these examples, made from the schema: npm run generate
import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../schema/schema.graphql", // or https://HOST/schema.graphql
  documents: ["apollo/*.ts", "urql/*.ts"],
  importExtension: ".ts",
  generates: {
    "gql/": {
      preset: "client",
      presetConfig: {
        fragmentMasking: false,
        persistedDocuments: { hashAlgorithm: "sha256" }, // the manifest of trusted documents
      },
      config: {
        strictScalars: true, // a scalar that is new in the schema is a decision, not an `any`
        scalars: {
          Date: "string", // 2026-03-01
          DateTime: "string", // RFC 3339 with an offset: 2026-03-01T08:00:00+08:00
          Decimal: "string", // yuan; never a number, which would round
          DivisionCode: "string", // 12 digits
        },
        arrayInputCoercion: false,
        useTypeImports: true,
      },
    },
  },
};

export default config;
