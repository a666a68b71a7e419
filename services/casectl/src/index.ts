export { EXIT, Failure } from './failure.ts'
export { run, type Terminal } from './run.ts'
export { type RunningSystem, type SystemOptions, upSystem } from './system.ts'
