export * from './service-views.fixtures.ts'
export { rowsReadFor } from './many-cases.fixtures.ts'
