export * from './eventstoredb/event-log.ts'
export * from './eventstoredb/logins.ts'
export * from './eventstoredb/event-store-db.ts'
export * from './eventstoredb/served-event-store-db.ts'
