import type { DatedCustodyFact } from './custody-facts.ts'
import { verdictAfterAppeal } from './verdicts.ts'

/** The state of a charge against a person. The last five end it without a conviction; `replaced`: another is to be laid in its place. */
export type ChargeState = 'open' | 'convicted' | 'replaced' | 'acquitted' | 'chargesEnded' | 'nonPunishment' | 'died'

/** The charges against a person, after the facts so far. */
export interface ChargeStates {
  of(chargeId: string): ChargeState | undefined
  /** How many charges are in a state. */
  count(state: ChargeState): number
  /** Applies a fact. @returns the charge and its state after it; undefined if the fact changes no charge */
  apply(fact: DatedCustodyFact): { readonly chargeId: string; readonly state: ChargeState } | undefined
}

const stateAfter = ({ custody }: DatedCustodyFact, before: ChargeState = 'open'): ChargeState | undefined => {
  switch (custody.is) {
    case 'charged':
      return 'open'
    case 'withdrawn':
      return custody.because === 'withdrawn' ? 'chargesEnded' : custody.because
    case 'cleared':
      return 'nonPunishment'
    case 'tried':
      return custody.verdict === 'guilty' ? 'convicted' : 'acquitted'
    case 'appealed': {
      if (custody.effect === 'verdictStands' || custody.effect === 'sentenceChanged') return before
      const verdict = before === 'convicted' ? 'guilty' : before === 'acquitted' ? 'notGuilty' : undefined
      const after = verdictAfterAppeal(verdict, custody.effect)
      return after === undefined ? 'open' : after === 'guilty' ? 'convicted' : 'acquitted'
    }
    case 'held':
    case 'released':
    case 'replaced':
    case 'died':
    case 'sentenced':
    case 'final':
    case 'notProsecuted':
    case 'releaseOrdered':
    case 'bail':
      return undefined
  }
}

/** Keeps the states of a person's charges, and how many are in each, so that a fact costs the same however many there are. */
export const chargeStates = (): ChargeStates => {
  const states = new Map<string, ChargeState>()
  const counts = new Map<ChargeState, number>()
  const add = (state: ChargeState | undefined, number: number): void => {
    if (state !== undefined) counts.set(state, (counts.get(state) ?? 0) + number)
  }
  return {
    of: (chargeId) => states.get(chargeId),
    count: (state) => counts.get(state) ?? 0,
    apply: (fact) => {
      if (!('chargeId' in fact.custody)) return undefined
      const { chargeId } = fact.custody
      const before = states.get(chargeId)
      const state = stateAfter(fact, before)
      if (state === undefined) return undefined
      add(before, -1)
      add(state, 1)
      states.set(chargeId, state)
      return { chargeId, state }
    },
  }
}
