import type { CommandContext } from '@case-timeline/commands'
import type { AppendObserver } from '@case-timeline/event-store'
import type { Vault } from '@case-timeline/vault'
import type { Metrics } from './metrics.ts'
import type { Tracing } from './tracing.ts'

const secondsSince = (start: number): number => (performance.now() - start) / 1_000

/** Counts and times commands, and traces them if the service traces. */
export const commandObserver = (metrics: Metrics, tracing: Tracing | undefined): NonNullable<CommandContext['around']> => {
  const measured: NonNullable<CommandContext['around']> = async (command, work) => {
    const start = performance.now()
    try {
      const answer = await work()
      metrics.commandDecided(command.name, answer.outcome, secondsSince(start))
      if (answer.outcome === 'refused') metrics.refusedBy(answer.rule.id)
      if (answer.outcome === 'appended') for (const ruleId of answer.warnings) metrics.warnedBy(ruleId)
      return answer
    } catch (error) {
      metrics.commandDecided(command.name, 'failed', secondsSince(start))
      throw error
    }
  }
  return tracing ? (command, work) => measured(command, () => tracing.command(command, work)) : measured
}

/** Counts and times appends, and traces them if the service traces. */
export const appendObserver = (metrics: Metrics, tracing: Tracing | undefined): AppendObserver => {
  const measured: AppendObserver['around'] = async (_, work) => {
    const start = performance.now()
    const outcome = await work()
    metrics.appended(secondsSince(start), outcome.outcome === 'conflict')
    return outcome
  }
  return {
    around: tracing ? (command, work) => measured(command, () => tracing.append(command, work)) : measured,
    sent: (commands) => metrics.batchSent(commands),
  }
}

/** The parts of a vault that open members, with each recorded opening counted. */
export const countedVault = (vault: Vault, metrics: Metrics): Pick<Vault, 'recordOpening' | 'open' | 'openingsOf'> => ({
  open: (values) => vault.open(values),
  openingsOf: (caseId, page) => vault.openingsOf(caseId, page),
  async recordOpening(opening) {
    await vault.recordOpening(opening)
    metrics.membersOpened()
  },
})
