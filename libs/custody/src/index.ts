export * from './domain/custody.ts'
export * from './domain/custody.rules.ts'
export * from './domain/custody.decide.ts'
export * from './custody.stream.ts'
