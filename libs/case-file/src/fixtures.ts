export * from './service-views.fixtures.ts'
