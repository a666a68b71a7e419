import { setTimeout as pause } from 'node:timers/promises'
import { type Actor, type AgencyId, RecordExternalFact, type ServiceName } from '@case-timeline/contracts'
import { isAfter } from '@case-timeline/decider'
import { type Aggregate, type Answer, type Desk, handle, type Request, StoreOverloaded } from '@case-timeline/event-store'
import { caseIdOf, commandIdOfExternal, commandIdOfOpening, commandIdOfRow } from './identity.ts'
import type { Mapping } from './mapping.ts'
import type { Plan } from './plan.ts'
import type { RowOutcome, RowReport } from './report.ts'

type Command = NonNullable<Plan['command']>

/** What a command of an import can be answered; that others keep winning a stream is no answer to a row. */
type Settled = Exclude<Answer, { outcome: 'stale' | 'conflict' }>

const mostTries = 8

const ask = async (desk: Desk, aggregate: Aggregate, request: Request): Promise<Settled> => {
  for (let tries = 1; ; tries++) {
    try {
      const answer = await handle(desk, aggregate, request)
      if (answer.outcome !== 'conflict' && answer.outcome !== 'stale') return answer
      if (tries === mostTries)
        throw new Error(`others kept writing to the case ${request.caseId}: stop them, and run the same import again to go on`)
    } catch (error) {
      if (!(error instanceof StoreOverloaded) || tries === mostTries) throw error
    }
    await pause(20 * 2 ** tries)
  }
}

/** Records what a log's rows become, each through the decider of its service. */
export const recorder = (desks: Readonly<Record<ServiceName, Desk>>, aggregates: readonly Aggregate[], mapping: Mapping) => {
  const { source, jurisdiction, importer, time } = mapping
  const keeper = aggregates.find(({ commands }) => commands.some(({ name }) => name === RecordExternalFact.name))
  if (!keeper) throw new Error(`no aggregate takes ${RecordExternalFact.name}: rows that become no command could not be kept`)
  const by = (agencyId: AgencyId): Actor => ({ ...importer, agencyId })
  const sent = (caseName: string, commandId: string, name: string, agencyId: AgencyId, data: unknown, occurredAt?: string): Request => ({
    caseId: caseIdOf(source, caseName),
    name,
    body: { ...(occurredAt === undefined ? {} : { occurredAt, occurredZone: time.zone }), data },
    actor: by(agencyId),
    commandId,
    keyed: true,
    correlationId: `import:${commandId}`,
    jurisdiction,
  })

  /** Keeps a row as an external fact. The log takes nothing as having occurred in the future: such a date stays an attribute only. */
  const keep = async (plan: Plan): Promise<Settled> => {
    const desk = desks[keeper.service]
    const past = plan.occurredAt !== undefined && !isAfter(plan.occurredAt, time.zone, desk.now()) ? plan.occurredAt : undefined
    const commandId = commandIdOfExternal(source, plan.sourceId)
    return ask(desk, keeper, sent(plan.caseName, commandId, RecordExternalFact.name, importer.agencyId, plan.external, past))
  }

  const kept = async (plan: Plan, outcome: RowOutcome): Promise<RowOutcome> => {
    const answer = await keep(plan)
    if ('rule' in answer)
      throw new Error(`line ${plan.line} cannot be kept as an external fact: ${answer.rule.id}, ${answer.rule.sentence}`)
    if (answer.outcome === 'appended') return outcome
    return { outcome: answer.outcome === 'duplicate' ? 'duplicate' : 'changed' }
  }

  const outcomeOf = async (plan: Plan): Promise<RowOutcome> => {
    if (plan.unreadable) return kept(plan, { outcome: 'unreadable', ...plan.unreadable })
    if (!plan.command) return kept(plan, { outcome: 'external' })
    const { rule, data } = plan.command
    const commandId = commandIdOfRow(source, plan.sourceId)
    const request = sent(plan.caseName, commandId, rule.command.name, rule.agencyId, data, plan.occurredAt)
    const answer = await ask(desks[rule.aggregate.service], rule.aggregate, request)
    switch (answer.outcome) {
      case 'appended':
        // A command that asks for what already is so leaves no trace, and the row would be lost.
        return answer.ids.length > 0 ? { outcome: 'recorded', warnings: answer.warnings } : kept(plan, { outcome: 'external' })
      case 'duplicate':
        return { outcome: 'duplicate' }
      case 'id-clash':
        return { outcome: 'changed' }
      case 'refused':
        return kept(plan, { outcome: 'refused', rule: answer.rule.id })
    }
  }

  return {
    row: async (plan: Plan): Promise<RowReport> => ({
      line: plan.line,
      caseId: caseIdOf(source, plan.caseName),
      ...(await outcomeOf(plan)),
    }),
    opening: async (caseName: string, { rule, data }: Command): Promise<'recorded' | 'duplicate' | 'refused'> => {
      const commandId = commandIdOfOpening(source, caseName, `${rule.aggregate.service}.${rule.command.name}`)
      const request = sent(caseName, commandId, rule.command.name, rule.agencyId, data)
      const answer = await ask(desks[rule.aggregate.service], rule.aggregate, request)
      return answer.outcome === 'appended' ? 'recorded' : answer.outcome === 'refused' ? 'refused' : 'duplicate'
    },
  }
}
