export * from './stored.fixtures.ts'
export { custodyOfThings } from './test-aggregate.fixtures.ts'
