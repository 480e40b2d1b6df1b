import init from "./checker_worker.js";
init();
