import { describe, expect, it } from '@jest/globals'
import { type Note, police } from './case-commands.ts'
import { compareFacts, compareNotes, type Logged } from './log-comparison.ts'

const note = (outcome: Note['outcome'], eventIds: readonly string[] = []): Note => ({
  commandId: 'command',
  caseId: 'case',
  step: { by: police, name: 'open-case', data: {}, isRefused: false },
  outcome,
  eventIds,
  answeredAt: 0,
})
const logged = (id: string, type = 'investigation.CaseOpened', data: object = {}, commandId = 'command'): Logged => ({
  id,
  commandId,
  type,
  caseId: 'case',
  data: { ...data },
})
const NOTHING = { lost: [], doubled: [], invented: [] }

describe('the comparison of what was answered with the log', () => {
  it('finds no difference where each acknowledged command is there once, and each refused one as a refusal', () => {
    expect(compareNotes([note('acknowledged', ['a'])], [logged('a')])).toEqual(NOTHING)
    expect(compareNotes([note('refused')], [logged('r', 'case.CommandRefused')])).toEqual(NOTHING)
  })

  it('accepts a command without an answer, recorded once or not at all', () => {
    expect(compareNotes([note('unknown')], [])).toEqual(NOTHING)
    expect(compareNotes([note('unknown')], [logged('a')])).toEqual(NOTHING)
  })

  it('finds an acknowledged command or a refusal that is lost', () => {
    expect(compareNotes([note('acknowledged', ['a'])], [])).toEqual({ ...NOTHING, lost: ['open-case of case'] })
    expect(compareNotes([note('refused')], [])).toEqual({ ...NOTHING, lost: ['open-case of case'] })
  })

  it('finds a command that is recorded twice', () =>
    expect(compareNotes([note('acknowledged', ['a'])], [logged('a'), logged('b')])).toEqual({ ...NOTHING, doubled: ['open-case of case'] }))

  it('finds what a refused command or nobody recorded', () => {
    expect(compareNotes([note('refused')], [logged('r', 'case.CommandRefused'), logged('a')]).invented).toHaveLength(1)
    expect(compareNotes([], [logged('a')]).invented).toEqual(['investigation.CaseOpened of case'])
  })

  it('finds a reaction that took no effect or several, and a fact that is there twice under two commands', () => {
    const [cause, effect] = ['investigation.PresumedVictimIdentified', 'victimSupport.SupportCaseOpened']
    const person = { personRef: 'person' }
    expect(compareFacts([logged('a', cause, person)])).toEqual({ lost: [`${effect} case person`], doubled: [] })
    expect(compareFacts([logged('a', cause, person), logged('b', effect, person)])).toEqual({ lost: [], doubled: [] })
    const twice = [logged('a', cause, person), logged('b', effect, person), logged('c', effect, person, 'another')]
    expect(compareFacts(twice)).toEqual({ lost: [], doubled: [`${effect} case person`] })
  })
})
