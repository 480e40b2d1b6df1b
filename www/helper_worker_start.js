import init from "./helper_worker.js";
init();
