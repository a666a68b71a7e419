import type { EventStore } from '@case-timeline/event-store'
import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import { describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { handle } from './handle.ts'
import { commandContextOn, depositAccount, submittedCommand } from './test-aggregate.fixtures.ts'

const account = depositAccount()

describe.each(DRIVERS)('a command after the log went back, on %s', (_driver, start) => {
  it('is decided on the facts that the log has, not on those that this process remembers', async () => {
    const log = await start()
    const [store, other]: readonly EventStore[] = [log.open(), log.open()]
    if (!store || !other) throw new Error('two stores were opened')
    const context = commandContextOn(store)
    const caseId = randomUUID()
    const send = async (on: typeof context, name: string, amount: number): Promise<unknown> => {
      for (;;)
        try {
          return (await handle(on, account, submittedCommand(caseId, name, { amount }))).outcome
        } catch {
          // The server restarts.
        }
    }
    await send(context, 'Deposit', 1)
    const restore = await log.backup()
    // Remembered: 10 are held, at revision 1.
    await send(context, 'Deposit', 9)
    await restore()
    // The log has another event at revision 1: nothing is held.
    const contextOfOther = commandContextOn(other)
    await send(contextOfOther, 'Release', 1)
    expect(await send(context, 'Release', 9)).toBe('refused')
    await Promise.all([store.close(), other.close()])
    await log.close()
  })
})
