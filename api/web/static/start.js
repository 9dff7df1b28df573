// The copy buttons work only with script, so only script shows them.
for (const button of document.querySelectorAll('.copy button')) {
  button.hidden = false
  button.addEventListener('click', async () => {
    const code = button.previousElementSibling
    try {
      await navigator.clipboard.writeText(code.textContent)
      button.textContent = '已复制 Copied'
    } catch {
      // Browsers give the clipboard to secure origins alone; elsewhere the text is selected for Ctrl-C.
      getSelection().selectAllChildren(code)
      button.textContent = '已选中 Selected'
    }
    setTimeout(() => (button.textContent = '复制 Copy'), 2000)
  })
}
