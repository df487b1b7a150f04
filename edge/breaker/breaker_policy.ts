// For `import()` in a request: cockatiel aborts a signal when it's loaded, and workerd doesn't allow that at start-up.
export { circuitBreaker, CircuitState, ConsecutiveBreaker, handleWhenResult } from "cockatiel";
