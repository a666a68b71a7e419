export * from './kept-views.fixtures.ts'
