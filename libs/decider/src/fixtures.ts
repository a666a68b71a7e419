export * from './given.fixtures.ts'
export * from './commands.fixtures.ts'
export * from './laws.fixtures.ts'
