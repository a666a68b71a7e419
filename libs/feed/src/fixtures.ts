export * from './effects.fixtures.ts'
export * from './kafka/prepared-topics.fixtures.ts'
export * from './noted.fixtures.ts'
export * from './test-log.fixtures.ts'
