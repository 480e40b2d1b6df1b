import init from "./miner_worker.js";
init();
