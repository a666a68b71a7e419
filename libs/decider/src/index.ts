export * from './decider.ts'
export * from './settle.ts'
export * from './effective.ts'
export * from './occurred.ts'
