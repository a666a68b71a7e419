import { SERVICES } from '@case-timeline/contracts'
import { AccessDeniedError, EventStoreDBClient } from '@eventstore/db-client'
import { afterEach, describe, expect, it } from '@jest/globals'
import { ConnectionStringError } from './connection-string.ts'
import { restrictAccess } from './restrict-access.ts'
import { LOGINS, testServers } from './server.fixtures.ts'

const servers = testServers()
afterEach(() => servers.clear())

const text = (data: Uint8Array): unknown => JSON.parse(Buffer.from(data).toString())

describe('restricting an EventStoreDB to the services', () => {
  it('lets the services read the log and append, and only administrators delete; a repetition changes nothing', async () => {
    const server = await servers.server({ logins: LOGINS })
    expect(await restrictAccess(server.url('chief'))).toEqual(['default rights of streams', 'right to read the log'])
    const [settings] = server.log.stream('$settings') ?? []
    expect({ type: settings?.type, data: text(settings!.data) }).toEqual({
      type: 'update-default-acl',
      data: {
        $userStreamAcl: { $r: [...SERVICES], $w: [...SERVICES], $d: '$admins', $mr: '$admins', $mw: '$admins' },
        $systemStreamAcl: { $r: '$admins', $w: '$admins', $d: '$admins', $mr: '$admins', $mw: '$admins' },
      },
    })
    const [metadata] = server.log.stream('$$$all') ?? []
    expect({ type: metadata?.type, data: text(metadata!.data) }).toEqual({ type: '$metadata', data: { $acl: { $r: [...SERVICES] } } })
    expect(await restrictAccess(server.url('chief'))).toEqual([])
    expect(server.log.stream('$settings')).toHaveLength(1)
  })

  it('corrects rights that were changed by hand', async () => {
    const server = await servers.server({ logins: LOGINS })
    await restrictAccess(server.url('chief'))
    const client = EventStoreDBClient.connectionString(server.url('chief'))
    await client.setStreamMetadata('$all', { acl: { readRoles: ['$all'] } })
    await client.dispose()
    expect(await restrictAccess(server.url('chief'))).toEqual(['right to read the log'])
  })

  it('is refused to a login of a service, and changes nothing', async () => {
    const server = await servers.server({ logins: LOGINS })
    await expect(restrictAccess(server.url('investigation'))).rejects.toThrow(AccessDeniedError)
    expect(server.log.all().map(({ stream }) => stream)).not.toContain('$settings')
  })

  it('is refused with a malformed connection string', async () =>
    expect(restrictAccess('esdb://127.0.0.1:2113?unknownOption=1')).rejects.toThrow(ConnectionStringError))
})
