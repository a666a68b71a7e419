export * from './effects.fixtures.ts'
export * from './kafka/prepared-topics.fixtures.ts'
export * from './noted-event-type.fixtures.ts'
export * from './test-log.fixtures.ts'
