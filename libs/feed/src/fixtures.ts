export * from './test-log.fixtures.ts'
