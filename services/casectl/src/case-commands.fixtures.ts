import { expect } from '@jest/globals'
import type { apiClient, Persona, Reply } from './api-client.fixtures.ts'

/** Sends commands about cases, and reads once the views have what was recorded last. @param api that of the running services */
export const caseCommands = (api: () => ReturnType<typeof apiClient>) => {
  let position = '0'
  const noted = (reply: Reply): Reply => {
    position = String(reply.body['position'] ?? position)
    return reply
  }
  const sent = async (who: Persona, caseId: string, command: string, data: object): Promise<Reply> =>
    noted(await api().post(who, `/cases/${caseId}/${command}`, { data }))
  return {
    sent,
    /** Sends a command that is recorded. @returns the id of its first event */
    recorded: async (...command: Parameters<typeof sent>): Promise<string> => {
      const { status, body } = await sent(...command)
      expect({ status, body }).toMatchObject({ status: 201 })
      return (body['events'] as { id: string }[])[0]?.id ?? ''
    },
    /** Sends a command that a second person approves. */
    byTwo: async (who: Persona, second: Persona, caseId: string, command: string, data: object): Promise<Reply> =>
      noted(await api().postByTwo(who, second, `/cases/${caseId}/${command}`, { data })),
    read: (who: Persona, path: string): Promise<Reply> =>
      api().get(who, `${path}${path.includes('?') ? '&' : '?'}min-position=${position}`),
  }
}
