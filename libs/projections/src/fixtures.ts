export * from './shown.fixtures.ts'
