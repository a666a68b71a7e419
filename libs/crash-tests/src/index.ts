export { type Part, partProcess } from './part.ts'
export { chance, type Chance } from './chance.ts'
export { createEffects, type Effect, effectsOf } from './effects.ts'
