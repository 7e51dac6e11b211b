import { defineScenario } from "../_explorer/scenario.ts";
import { scenario as allOrders } from "./all_orders.ts";

/** The same, with one preemption at most. */
export const scenario = defineScenario({ ...allOrders, model: { preemptions: 1 } });
