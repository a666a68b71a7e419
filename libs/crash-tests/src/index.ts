export { type TestProcess, testProcessProgram } from './test-process.ts'
export { seededRandom, type SeededRandom } from './seeded-random.ts'
export { createEffects, type Effect, effectsOf } from './effects.ts'
