import { DRIVERS } from '@case-timeline/event-store/drivers/fixtures'
import type { EventStore } from '@case-timeline/event-store'
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { randomUUID } from 'node:crypto'
import { handle } from './handle.ts'
import { earlierAnswer, recordedCommandsIn } from './recorded-commands.ts'
import type { SubmittedCommand } from './submitted-command.ts'
import { commandContextOn, depositAccount, releaseIsWithinHeldAmount, submittedCommand } from './test-aggregate.fixtures.ts'

const account = depositAccount()

describe.each(DRIVERS)('the earlier answer to a command, from the events of its case, on %s', (_driver, start) => {
  let log: Awaited<ReturnType<typeof start>>
  let store: EventStore
  beforeAll(async () => {
    log = await start()
    store = log.open()
  })
  afterAll(async () => {
    await store.close()
    await log.close()
  })

  it('is that of handling it again, wherever the store finds one in the events alone', async () => {
    const context = commandContextOn(store)
    const caseId = randomUUID()
    const command = (name: string, amount: number, key: string) =>
      submittedCommand(caseId, name, { amount }, { key: `${key} of ${caseId}` })
    await handle(context, account, command('Deposit', 2, 'deposit'))
    await handle(context, account, command('Release', 5, 'refused'))
    await handle(context, account, command('Deposit', 0, 'warned'))
    const recorded = await recordedCommandsIn(store)(caseId)
    const earlier = (sent: SubmittedCommand) => earlierAnswer(recorded, context, account, sent)

    if (!store.capabilities.guards) {
      expect(recorded.size).toBe(0)
      expect(earlier(command('Deposit', 2, 'deposit'))).toBeUndefined()
      return
    }
    const sent = [
      command('Deposit', 2, 'deposit'),
      command('Deposit', 3, 'deposit'),
      command('Release', 2, 'deposit'),
      command('Release', 5, 'refused'),
      command('Release', 6, 'refused'),
      command('Deposit', 0, 'warned'),
    ]
    for (const one of sent) expect(await handle(context, account, one)).toMatchObject(earlier(one) ?? { outcome: 'found' })
    const { id, sentence } = releaseIsWithinHeldAmount
    expect(earlier(command('Release', 5, 'refused'))).toMatchObject({ outcome: 'refused', rule: { id, sentence } })
    expect(earlier(command('Release', 1, 'new'))).toBeUndefined()
  })

  it('is looked for in the stream of the command only', async () => {
    if (!store.capabilities.guards) return expect(store.capabilities.uniqueEventIds).toBe(false)
    const context = commandContextOn(store)
    const command = submittedCommand(randomUUID(), 'Deposit', { amount: 1 }, { key: randomUUID() })
    await handle(context, account, command)
    const recorded = await recordedCommandsIn(store)(command.caseId ?? '')
    expect(earlierAnswer(recorded, context, { ...account, name: 'other' }, command)).toBeUndefined()
  })
})
