// Runs the app's WebAssembly module in a worker. The page sends the address of its JavaScript glue and the module that
// it has compiled; what follows is between the module in the page and the module here.
addEventListener(
  "message",
  async ({ data: { glue, module } }) => {
    try {
      const { default: start } = await import(glue);
      await start({ module_or_path: module });
    } catch (error) {
      postMessage(["failed", String(error)]);
    }
  },
  { once: true },
);
