import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from '@jest/globals'
import { z } from 'zod'
import { COMMAND_TYPES, EVENT_TYPES, eventTypeOf, isFromItsRecorder, recordersOf } from './catalogue.ts'
import { commandBody, sentExample } from './command-type.ts'
import { freeTextPaths } from './free-text.fixtures.ts'
import { dataSchema } from './json-schema.ts'
import { ENCRYPTED_EXAMPLE } from './encrypted-members.ts'

const kebabCase = (name: string) => name.replace(/(?<=[a-z0-9])[A-Z]/g, (capital) => `-${capital}`).toLowerCase()

const sources = import.meta.dirname
const filesOf = (folder: string) => readdirSync(`${sources}/${folder}`).map((file) => `${folder}/${file}`)
const definitions = readdirSync(sources, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => filesOf(name))
  .filter((file) => readFileSync(`${sources}/${file}`, 'utf8').includes('= eventType({'))

/** Members validated against other schemas of this release: the type that is corrected, the command that waits. */
const VALIDATED_ELSEWHERE: Readonly<Record<string, readonly string[]>> = {
  'case.EventCorrected': ['/data'],
  'case.ApprovalRequested': ['/body'],
}

/** Types that a service records in addition to the one that their name begins with: what follows from them is the same. */
const RECORDED_BY_OTHERS_TOO: Readonly<Record<string, readonly string[]>> = {
  'investigation.ForcedCriminalityChecked': ['investigation', 'prosecution', 'adjudication'],
  'investigation.PresumedVictimIdentified': ['investigation', 'victimSupport'],
  'prosecution.AppealLodged': ['prosecution', 'adjudication'],
  'prosecution.CompensationClaimFiled': ['prosecution', 'adjudication', 'victimSupport'],
  'prosecution.TestimonyRefused': ['prosecution', 'victimSupport'],
}

describe.each([...EVENT_TYPES.values()])('$type', (event) => {
  const [context = '', name = ''] = event.type.split('.')

  it('has an example that its own schema accepts', () => expect(z.parse(event.data, event.example)).toEqual(event.example))

  it('lists as subjects only persons whose references are in its data', () => {
    const text = JSON.stringify(event.example)
    expect((event.subjects?.(event.example) ?? []).filter(({ personRef }) => !text.includes(personRef))).toEqual([])
  })

  it('has a file of the same name, unless a factory defines it', () => {
    if (name.startsWith('Detention')) return
    if (context !== 'victimSupport' && name === 'PersonDiedInCustody') return
    expect(definitions).toContain(`${kebabCase(context)}/${kebabCase(name)}.ts`)
  })

  it('stores its encrypted members as ciphertext, each with an example that its plaintext schema accepts', () => {
    for (const [member, { plaintext, example }] of Object.entries(event.encrypted ?? {})) {
      expect(z.safeParse(event.data, { ...(event.example as object), [member]: ENCRYPTED_EXAMPLE }).success).toBe(true)
      expect(z.safeParse(event.data, { ...(event.example as object), [member]: example }).success).toBe(false)
      expect(plaintext.parse(example)).toEqual(example)
    }
  })

  it('is recorded by the service that its name begins with, or by those that it lists', () => {
    expect(recordersOf(event).length).toBeGreaterThan(0)
    if (context !== 'case') expect(recordersOf(event)).toEqual(RECORDED_BY_OTHERS_TOO[event.type] ?? [context])
  })

  it('is an act of the court if the court decides it, except for the assignment of its judges', () => {
    const isOwnChoice = event.kind === 'decision' && event.actOf === undefined && event.type.startsWith('adjudication.')
    if (isOwnChoice) expect(event.type).toBe('adjudication.JudgeAssigned')
  })

  it('has one upcaster for each older version', () => expect(event.upcasters?.length ?? 0).toBe(event.version - 1))

  it('accepts no free text', () => expect(freeTextPaths(dataSchema(event))).toEqual(VALIDATED_ELSEWHERE[event.type] ?? []))
})

describe.each([...COMMAND_TYPES.entries()])('%s', (_, command) => {
  it('has an example that its own body accepts', () =>
    expect(commandBody(command).parse({ data: sentExample(command) }).data).toEqual(sentExample(command)))

  it('accepts only plaintext from a caller, and passes only ciphertext to its aggregate', () => {
    for (const member of Object.keys(command.encrypts?.encrypted ?? {})) {
      const ciphertext = { ...(command.example as object), [member]: ENCRYPTED_EXAMPLE }
      expect(commandBody(command).safeParse({ data: ciphertext }).success).toBe(false)
      expect(z.safeParse(command.data, { ...sentExample(command) }).success).toBe(false)
      expect(z.safeParse(command.data, ciphertext).success).toBe(true)
    }
  })

  it('accepts no free text', () =>
    expect(freeTextPaths(dataSchema({ data: commandBody(command) }))).toEqual(
      ['CorrectEvent', 'CorrectInitiativeEvent'].includes(command.name) ? ['/data/data'] : [],
    ))
})

describe('the catalogue', () => {
  it('contains every event type that has a file', () => {
    const known = [...EVENT_TYPES.keys()].map((type) => type.split('.').map(kebabCase).join('/') + '.ts')
    expect(definitions.filter((file) => !known.includes(file))).toEqual([])
  })

  it.each([
    ['investigation.SuspectArrested', 'investigation.case-1', true],
    ['investigation.SuspectArrested', 'prosecution.case-1', false],
    ['case.AccessExcluded', 'prosecution.record-1', true],
    ['case.AccessExcluded', 'auditTrail.import-1', false],
    ['case.EventRetracted', 'auditTrail.initiative-1', true],
    ['investigation.FromALaterRelease', 'investigation.case-1', true],
    ['investigation.FromALaterRelease', 'adjudication.courtCase-1', false],
    ['other.FromALaterRelease', 'other.case-1', false],
  ])('finds for %s in %s whether the stream is of a service that may record it: %s', (type, stream, expected) =>
    expect(isFromItsRecorder({ type, stream })).toBe(expected),
  )

  it('throws an explanatory error for an unknown event type', () =>
    expect(() => eventTypeOf('investigation.SuspectTeleported')).toThrow('is not an event type of this release'))
})
