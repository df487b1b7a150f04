// cockatiel aborts a signal as it is loaded, which workerd allows no sooner than in a request: this module is for import().
export { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhenResult } from "cockatiel";
