export * from './stored.fixtures.ts'
