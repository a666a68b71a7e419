import { randomUUID } from 'node:crypto'
import type { CaseHistory, Reading } from '@case-timeline/casework'
import { commandType, type FactOf, type RecordedFact } from '@case-timeline/contracts'
import type { Command, Decided, Rule } from '@case-timeline/decider'
import { aggregate, takes, type Aggregate, type MoreToRead, type UnreadCommand } from './aggregate.ts'
import { type EventStore, commandIdForKey } from '@case-timeline/event-store'
import { amount, Deposited, example, Released } from '@case-timeline/event-store/fixtures'
import { commandMemory } from './command-memory.ts'
import type { CommandContext, SubmittedCommand } from './submitted-command.ts'

type AccountEvent = FactOf<typeof Deposited> | FactOf<typeof Released>
type Amount = { readonly amount: number }
type AccountCommand = Command<string, Amount, { readonly consent?: boolean }>

export const releaseIsWithinHeldAmount: Rule<number, AccountCommand> = {
  id: 'investigation.release-is-within-held-amount',
  about: 'release',
  sentence: 'a release does not exceed the held amount',
  source: 'test',
  level: 'block',
  holds: (held, { data }) => data.amount <= held,
}

export const depositIsNotEmpty: Rule<number, AccountCommand> = {
  id: 'investigation.deposit-is-not-empty',
  sentence: 'a deposit is not empty',
  source: 'test',
  level: 'warn',
  holds: (_, { data }) => data.amount > 0,
}

export const consentIsGiven: Rule<number, AccountCommand> = {
  id: 'investigation.consent-is-given',
  sentence: 'consent is given',
  source: 'test',
  level: 'block',
  holds: (_, { known }) => known.consent !== false,
}

const deposit = (_: number, { data }: AccountCommand): Decided<AccountEvent> => ({
  under: [depositIsNotEmpty],
  events: [{ type: Deposited.type, data }],
})
const release = (_: number, { data }: AccountCommand): Decided<AccountEvent> => ({
  under: [releaseIsWithinHeldAmount, consentIsGiven],
  events: [{ type: Released.type, data }],
})
const nothing = (): Decided<AccountEvent> => ({ under: [], events: [] })

const commandTypeNamed = (name: string) => commandType({ name, service: 'investigation', meaning: name, data: amount, example })

type Reads = (history: CaseHistory, command: UnreadCommand, more: MoreToRead) => Reading<{ readonly consent?: boolean }>

const readsNothing: Reads = () => ({ known: {}, read: [] })

/** An account of held amounts: deposits are reports, releases are decisions. */
export const depositAccount = (reads?: Reads): Aggregate => {
  const decisions = { Deposit: deposit, Release: release, Nothing: nothing }
  const account = aggregate({
    service: 'investigation',
    name: 'case',
    events: [Deposited, Released],
    initial: 0,
    evolve: (held: number, event: RecordedFact<AccountEvent>) =>
      event.type === Deposited.type ? held + event.data.amount : held - event.data.amount,
    commands: Object.entries(decisions).map(([name, decide]) => takes(commandTypeNamed(name), { reads: reads ?? readsNothing, decide })),
    streamId: (caseId) => caseId,
  })
  // Every command above has `reads`: without the argument, the account nevertheless reads no case.
  return { ...(account as unknown as Aggregate), readsCase: reads !== undefined }
}

/** The command context of a process; its cache lives as long as the context. */
export const commandContextOn = (store: EventStore, more: Partial<CommandContext> = {}): CommandContext => ({
  store,
  memory: commandMemory(store),
  rules: [releaseIsWithinHeldAmount, depositIsNotEmpty, consentIsGiven] as readonly Rule[],
  deployment: 'test',
  digestKey: Buffer.alloc(32, 3),
  now: () => '2026-11-25T10:00:00.000Z',
  ...more,
})

/** A command with a key, or without one. */
export const submittedCommand = (
  caseId: string,
  name: string,
  data: unknown,
  more: Partial<SubmittedCommand> & { key?: string } = {},
): SubmittedCommand => {
  const { key, ...changes } = more
  return {
    caseId,
    name,
    body: { data },
    actor: { userId: 'k.santoso', agencyId: 'zz-police', role: 'investigator' },
    commandId: key === undefined ? randomUUID() : commandIdForKey('zz-police', 'k.santoso', key),
    retryable: key !== undefined,
    correlationId: 'test',
    jurisdiction: 'ZZ',
    ...changes,
  }
}

/**
 * What comes with the command of a user, without an idempotency key.
 * @param caseId absent for a command that belongs to no case
 */
export const submissionBy = (actor: SubmittedCommand['actor'], caseId?: string, jurisdiction = 'PH') => ({
  ...(caseId === undefined ? {} : { caseId }),
  actor,
  commandId: randomUUID(),
  retryable: false,
  correlationId: 'test',
  jurisdiction,
})
