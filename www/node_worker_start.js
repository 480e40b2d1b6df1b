import init from "./node_worker.js";
init();
