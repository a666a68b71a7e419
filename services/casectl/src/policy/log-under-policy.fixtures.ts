import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Answer, approvalsOf, carryOut, correct, handle, type SubmittedCommand } from '@case-timeline/commands'
import { submissionBy } from '@case-timeline/commands/fixtures'
import { approvalCommandsOf, type RuleLevel, type ServiceName } from '@case-timeline/contracts'
import type { EventStore } from '@case-timeline/event-store'
import { loadLaw } from '@case-timeline/service-kit'
import { captureStream } from '../demo-system.fixtures.ts'
import { testDestination } from '../import/destination.fixtures.ts'
import { EXIT, run } from '../index.ts'
import pg from 'pg'
import type { Replayed } from './replay-tally.ts'

/** Where every command of a log is judged: how many were not, for each reason. */
export const allJudged = {
  isRefusal: 0,
  isApproval: 0,
  isMissedDeadline: 0,
  hasNoCase: 0,
  policyUnknown: 0,
  tooManyLinks: 0,
  notReproduced: 0,
}

export type RuleLevels = Readonly<Record<string, RuleLevel>>

/** A command of a user of a service. */
export interface SentCommand {
  readonly service: ServiceName
  readonly caseId: string
  readonly name: string
  readonly data: unknown
  readonly overrides?: SubmittedCommand['body']['overrides']
}

const agencyOf = (service: ServiceName): string => `zz-${service.toLowerCase()}`

const CORRECTIONS = ['CorrectEvent', 'RetractEvent']

/** A log that is recorded under the law of one country, and its replay under other policies of that country. */
export const logUnderPolicy = async (inForce: RuleLevels) => {
  const folder = await mkdtemp(join(tmpdir(), 'log-under-policy-'))
  const policyFile = async (name: string, rules: RuleLevels): Promise<string> => {
    const file = join(folder, `${name}.json`)
    await writeFile(file, JSON.stringify({ jurisdiction: 'ZZ', reviewed: false, rules, traffickingOffences: [], clocks: [] }))
    return file
  }
  await policyFile('ZZ', inForce)
  const destination = await testDestination(await loadLaw('ZZ', folder))
  const { contexts } = destination
  const aggregatesOf = (service: ServiceName) => destination.aggregates.filter((one) => one.service === service)
  const storesFile = join(folder, 'stores')
  await writeFile(storesFile, JSON.stringify(destination.stores), { mode: 0o600 })

  const decided = (sent: SentCommand): Promise<Answer> => {
    const { service, caseId, name, data, overrides } = sent
    const context = contexts[service]
    const command = {
      ...submissionBy({ userId: 'k.santoso', agencyId: agencyOf(service), role: 'case-worker' }, caseId, 'ZZ'),
      name,
      body: { data, ...(overrides ? { overrides } : {}) },
    }
    if (CORRECTIONS.includes(name)) return correct(context, aggregatesOf(service), command)
    const aggregate = aggregatesOf(service).find(({ commands }) => Object.hasOwn(commands, name))
    if (!aggregate) throw new Error(`${service} has no command ${name}`)
    return handle(context, aggregate, command)
  }
  return {
    events: destination.events,
    storeOf: (service: ServiceName): EventStore => contexts[service].store,
    /** Sends a command; if it waits for a second person, it is approved and carried out. */
    send: async (sent: SentCommand): Promise<Answer> => {
      const { service, caseId } = sent
      const context = contexts[service]
      const answer = await decided(sent)
      if (answer.outcome !== 'awaits-approval') return answer
      const { requestId, digest, approvedBy } = answer.approval
      const approver = { userId: 'p.reyes', agencyId: agencyOf(service), role: approvedBy[0] ?? '' }
      await handle(context, approvalsOf(service), {
        ...submissionBy(approver, caseId, 'ZZ'),
        name: approvalCommandsOf(service).GiveApproval.name,
        body: { data: { requestId, digest } },
      })
      const carriedOut = await carryOut(context, aggregatesOf(service), { service, id: caseId, requestId })
      if (!carriedOut) throw new Error('the approval was not given')
      return carriedOut
    },
    /** Changes the ids of events wherever they occur, as a superuser. */
    renameEvents: async (names: ReadonlyMap<string, string>): Promise<void> => {
      const admin = new pg.Client({ connectionString: destination.adminUrl })
      await admin.connect()
      await admin.query('alter table events.event disable trigger append_only')
      for (const [from, to] of names)
        await admin.query(
          `update events.event e set id = case when e.id = $1::uuid then $2::uuid else e.id end,
              envelope = replace(e.envelope::text, $1::text, $2::text)::json, data = replace(e.data::text, $1::text, $2::text)::json
            where strpos(e.envelope::text || e.data::text, $1::text) > 0`,
          [from, to],
        )
      await admin.end()
    },
    /** What `casectl policy replay` says of the log, under the policy in force with other levels of some rules. */
    replayed: async (rules: RuleLevels): Promise<Replayed> => {
      const file = await policyFile(randomUUID(), { ...inForce, ...rules })
      const [out, err] = [captureStream(), captureStream()]
      const args = ['policy', 'replay', '--policy', file, '--stores', storesFile, '--json']
      const code = await run(args, { POLICY_DIR: folder }, { out: out.stream, err: err.stream })
      if (code !== EXIT.done) throw new Error(`the replay failed: ${err.text()}`)
      return JSON.parse(out.text()) as Replayed
    },
    close: async () => {
      await destination.close()
      await rm(folder, { recursive: true })
    },
  }
}
export type LogUnderPolicy = Awaited<ReturnType<typeof logUnderPolicy>>
