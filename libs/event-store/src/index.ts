export * from './event-store.ts'
export * from './aggregate.ts'
export * from './handle.ts'
