export * from './view-rows.fixtures.ts'
