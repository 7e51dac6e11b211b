import { defineScenario } from "../_explorer/scenario.ts";
import { scenario as ring } from "./ring.ts";

/** The same, with what is done on the data as steps of their own. */
export const scenario = defineScenario({ ...ring, model: { plain: true, preemptions: 4 } });
