/** Whether ADMIN_URL is the connection string of an EventStoreDB. */
export const isEventStoreDb = (adminUrl: string | undefined): adminUrl is string => /^(esdb|kurrentdb)(\+discover)?:/i.test(adminUrl ?? '')
