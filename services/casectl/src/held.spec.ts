import { newSignerKey, noteSigner } from '@case-timeline/event-store'
import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { heldBeyondLaw, holdingServiceOf, signedHeld, verifiedHeld } from './held.ts'

const agency = 'zz-police'
const service = 'investigation'
const at = { asOf: '2026-11-29T15:59:59.999Z', knownAt: '2026-11-30T01:00:00Z' }
const [caseId, otherCase] = ['0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b', '1b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b']
const personRef = '5a0c2f0e-6f5b-4c0a-9d55-0a4f5b6c7d8e'

const person = (changes: object = {}) => ({
  ...{ caseId, personRef, concern: 'limitPassed', since: '2026-11-20T00:00:00.000Z', authority: 'POLICE', agency, owedBy: agency },
  ...{ jurisdiction: 'ZZ', law: 'an article' },
  ...changes,
})

/** A service that answers with these pages, one after the other; the paths that it was asked for. */
const serviceWith = (...pages: readonly object[]) => {
  const paths: string[] = []
  return {
    paths,
    get: <T>(_: string, path: string, schema: { parse(value: unknown): T }) => {
      paths.push(path)
      return Promise.resolve(schema.parse(pages[paths.length - 1]))
    },
  }
}
const listOf = (...rows: readonly object[]) => heldBeyondLaw(serviceWith({ rows }) as never, { agency, service }, at)

describe('the daily list of persons held beyond the law', () => {
  it('has each authority with its persons, and counts a limit that is not known apart', async () => {
    const document = await listOf(
      person({ authority: 'DISTRICT_COURT', concern: 'orderEnded' }),
      person({ caseId: otherCase, concern: 'limitUnknown' }),
      person({ since: '2026-11-01T00:00:00.000Z' }),
    )
    expect(document).toMatchObject({ agency, service, ...at, total: { heldBeyondLaw: 2, limitUnknown: 1 }, withheld: [] })
    expect(document.authorities).toMatchObject([
      { authority: 'POLICE', heldBeyondLaw: 1, limitUnknown: 1, persons: [{ since: '2026-11-01T00:00:00.000Z' }, { caseId: otherCase }] },
      { authority: 'DISTRICT_COURT', heldBeyondLaw: 1, limitUnknown: 0, persons: [{ concern: 'orderEnded', law: 'an article' }] },
    ])
  })
  it('counts apart whom another service states to be free or dead', async () =>
    expect(await listOf(person(), person({ concern: 'contradicted' }))).toMatchObject({
      total: { heldBeyondLaw: 1, limitUnknown: 0, contradicted: 1 },
      authorities: [{ persons: [{}, {}] }],
    }))
  it('says so if nobody is held beyond the law', async () =>
    expect(await listOf()).toMatchObject({ total: { heldBeyondLaw: 0, limitUnknown: 0 }, authorities: [] }))
  it('is read page by page at one moment, with the cases of which a court withholds data', async () => {
    const pages = serviceWith(
      { rows: [person()], next: 'a b', withheld: [{ caseId, by: ['x'] }] },
      { rows: [person({ caseId: otherCase })] },
    )
    const { total, withheld } = await heldBeyondLaw(pages as never, { agency, service }, at)
    expect({ total, withheld }).toEqual({
      total: { heldBeyondLaw: 2, limitUnknown: 0, contradicted: 0 },
      withheld: [{ caseId, by: ['x'] }],
    })
    const query = '/held-beyond-law?as-of=2026-11-29T15%3A59%3A59.999Z&known-at=2026-11-30T01:00:00Z&limit=200'
    expect(pages.paths).toEqual([query, `${query}&cursor=a%20b`])
  })
  it('is read from a schema of views at a position, and says so under its signature', async () => {
    const pages = serviceWith({ rows: [person()] })
    const document = await heldBeyondLaw(pages as never, { agency, service, schema: 'as_known' }, at)
    expect(pages.paths).toEqual([expect.stringContaining('&schema=as_known&')])
    expect(document).toMatchObject({ format: 'case-timeline/held-beyond-law/3', schema: 'as_known', total: { heldBeyondLaw: 1 } })
    const signer = noteSigner(newSignerKey('zz-police/held'))
    expect(verifiedHeld(signedHeld(document, signer), signer.verifierKey)).toEqual(document)
  })
  it('has a person whose case went to another office, and is no list of another agency', async () => {
    await expect(listOf(person({ owedBy: 'zz-other-police' }))).resolves.toMatchObject({ total: { heldBeyondLaw: 1 } })
    await expect(listOf(person({ owedBy: 'zz-other-police', agency: 'zz-other-police' }))).rejects.toThrow('not that of zz-police')
  })
  it('is no list of nobody with the token of another agency', async () => {
    const nobody = (agencyOfToken: string | undefined) =>
      heldBeyondLaw({ ...serviceWith({ rows: [] }), agencyOfToken } as never, { agency, service }, at)
    await expect(nobody('zz-other-police')).rejects.toThrow('not that of zz-police')
    for (const own of [agency, undefined]) await expect(nobody(own)).resolves.toMatchObject({ authorities: [] })
  })
  it('is of a sector that holds persons', () => {
    expect(holdingServiceOf('adjudication')).toBe('adjudication')
    expect(holdingServiceOf('victim-support')).toBe('victimSupport')
    expect(() => holdingServiceOf('audit-trail')).toThrow('holds nobody')
  })
})

describe('a signed list', () => {
  const key = newSignerKey('zz-police/held')
  const { verifierKey } = noteSigner(key)
  const signed = async (...rows: readonly object[]) => signedHeld(await listOf(...rows), noteSigner(key))

  it('is the list for who has the verifier key, and readable without it', async () => {
    const note = await signed(person())
    expect(verifiedHeld(note, verifierKey)).toEqual(await listOf(person()))
    expect(JSON.parse(note.slice(0, note.lastIndexOf('\n\n')))).toEqual(await listOf(person()))
  })
  it('is refused after any change of its text', async () => {
    const note = await signed(person(), person({ concern: 'limitUnknown' }))
    const end = note.lastIndexOf('\n\n')
    fc.assert(
      fc.property(fc.nat({ max: end }), fc.constantFrom('0', 'x', ''), (place, other) => {
        fc.pre(note[place] !== other)
        expect(() => verifiedHeld(note.slice(0, place) + other + note.slice(place + 1), verifierKey)).toThrow('not what was signed')
      }),
    )
  })
  it('is refused if another key signed it, or its counts are not those of its persons', async () => {
    const note = await signed(person())
    expect(() => verifiedHeld(note, noteSigner(newSignerKey('zz-police/held')).verifierKey)).toThrow('not what was signed')
    const wrong = { ...(await listOf(person())), total: { heldBeyondLaw: 0, limitUnknown: 0 } }
    expect(() => verifiedHeld(signedHeld(wrong, noteSigner(key)), verifierKey)).toThrow('its total')
  })
  it('is refused if the counts of an authority, which its summary shows, are not those of its persons', async () => {
    const list = await listOf(person())
    for (const change of [{ heldBeyondLaw: 0 }, { authority: 'DISTRICT_COURT' }]) {
      const wrong = { ...list, authorities: list.authorities.map((one) => ({ ...one, ...change })) }
      expect(() => verifiedHeld(signedHeld(wrong, noteSigner(key)), verifierKey)).toThrow('its counts for')
    }
  })
})
