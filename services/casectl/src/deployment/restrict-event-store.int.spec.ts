import { describe, expect, it } from '@jest/globals'
import { casectl } from './deployment.fixtures.ts'

describe('casectl provide, for an EventStoreDB', () => {
  it('gives the logins of the services their rights, and says at the second time that nothing was to do', async () => {
    const { startEventStoreDb } = await import('@case-timeline/testing')
    const server = await startEventStoreDb({
      logins: { admin: { password: 'x', admin: true }, prosecution: { password: 'y', writes: [] } },
    })
    try {
      const restrict = (login: string, ...more: readonly string[]) => casectl({ ADMIN_URL: server.url(login) }, 'provide', ...more)
      expect(await restrict('prosecution', '--parts', 'events')).toMatchObject({
        code: 1,
        err: expect.stringContaining('did not accept the rights'),
      })
      expect(await restrict('admin')).toMatchObject({ code: 2, err: expect.stringContaining('casectl provide --parts events') })
      expect(await restrict('admin', '--parts', 'events')).toEqual({
        code: 0,
        out: 'changed  default rights of streams\nchanged  right to read the log\n',
        err: '',
      })
      expect((await restrict('admin', '--parts', 'events')).out).toBe('Nothing was to do: the logins of the services have their rights.\n')
    } finally {
      await server.close()
    }
  })
})
