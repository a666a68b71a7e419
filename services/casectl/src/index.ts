export { EXIT, Failure } from './failure.ts'
export { run, type Terminal } from './run.ts'
export { type RunningSystem, type SystemOptions, startSystem } from './system.ts'
