import { isDeepStrictEqual } from 'node:util'
import { SERVICES } from '@case-timeline/contracts'
import { BACKWARDS, END, EventStoreDBClient, jsonEvent, StreamNotFoundError } from '@eventstore/db-client'
import { connectionTargetOf } from './connection-string.ts'

/** The logins of the services, which EventStoreDB keeps by name. */
const LOGINS = [...SERVICES]
const ADMINS = '$admins'

const ADMINS_ONLY = { $r: ADMINS, $w: ADMINS, $d: ADMINS, $mr: ADMINS, $mw: ADMINS }
const DEFAULT_ACL = { $userStreamAcl: { ...ADMINS_ONLY, $r: LOGINS, $w: LOGINS }, $systemStreamAcl: ADMINS_ONLY }

/**
 * Restricts an EventStoreDB to the logins of the services, named as in `SERVICES`: they read the log and append, and
 * only administrators delete, truncate and change rights. May be repeated.
 * @param url connection string of an administrator
 * @returns what was changed; empty where the rights were as they should be
 * @throws ConnectionStringError for a malformed string, or the error of EventStoreDB's client
 * @see https://developers.eventstore.com/server/v24.10/security/user-authorization#access-control-lists
 */
export const restrictAccess = async (url: string): Promise<readonly string[]> => {
  connectionTargetOf(url)
  const client = EventStoreDBClient.connectionString(url)
  try {
    return [...(await restrictStreams(client)), ...(await openLog(client))]
  } finally {
    await client.dispose()
  }
}

const restrictStreams = async (client: EventStoreDBClient): Promise<readonly string[]> => {
  if (isDeepStrictEqual(await lastSettings(client), DEFAULT_ACL)) return []
  await client.appendToStream('$settings', jsonEvent({ type: 'update-default-acl', data: DEFAULT_ACL }))
  return ['default rights of streams']
}

const lastSettings = async (client: EventStoreDBClient): Promise<unknown> => {
  let last: unknown
  try {
    // To its end, since the client waits for ever when a read is left before it.
    for await (const { event } of client.readStream('$settings', { direction: BACKWARDS, fromRevision: END, maxCount: 1 }))
      last = event?.data
  } catch (failure) {
    if (!(failure instanceof StreamNotFoundError)) throw failure
  }
  return last
}

const openLog = async (client: EventStoreDBClient): Promise<readonly string[]> => {
  const { metadata } = await client.getStreamMetadata('$all')
  if (isDeepStrictEqual(metadata?.acl, { readRoles: LOGINS })) return []
  await client.setStreamMetadata('$all', { acl: { readRoles: LOGINS } })
  return ['right to read the log']
}
