export { clockSpecificationOf, effectiveFact } from './deadlines/deadlines.fixtures.ts'
