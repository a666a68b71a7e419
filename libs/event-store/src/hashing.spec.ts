import { describe, expect, it } from '@jest/globals'
import { CaseReferredToProsecution, DossierReceived } from '@case-timeline/contracts'
import { manifestOf } from '@case-timeline/casework'
import { readFileSync } from 'node:fs'
import { canonical } from './canonical.ts'
import { CHAIN_START, canonicalHash, chainHash, commandDigest, dataHash, eventHash } from './hashing.ts'

interface Vectors {
  readonly dataHashes: readonly { data: unknown; dataText: string; salt?: string; dataHash: string }[]
  readonly chain: readonly { previous: string; revision: number; envelopeText: string; eventHash: string; chainHash: string }[]
  readonly commandDigests: readonly { key: string; name: string; body: unknown; signedDigest?: string; commandDigest: string }[]
}

const vectors = JSON.parse(readFileSync(new URL('./hashing.vectors.json', import.meta.url), 'utf8')) as Vectors
const bytes = (hex: string): Buffer => Buffer.from(hex, 'hex')

describe('the hash of a value', () => {
  it('equals the hash of the same data without a salt', () =>
    expect(canonicalHash({ b: 1, a: 'x' })).toBe(dataHash(undefined, canonical({ a: 'x', b: 1 })).toString('hex')))

  it('of the manifest of a dossier equals the hash in the examples of its events', () => {
    expect(canonicalHash(manifestOf(CaseReferredToProsecution.example))).toBe(CaseReferredToProsecution.example.manifestHash)
    expect(canonicalHash(manifestOf(CaseReferredToProsecution.example))).toBe(DossierReceived.example.manifestHash)
  })

  it('of the manifest of a dossier changes when an item, a suspect or the dossier changes', () => {
    const dossier = CaseReferredToProsecution.example
    const changed = [
      dossier,
      { ...dossier, evidence: [] },
      { ...dossier, suspects: [...dossier.suspects, 'x'] },
      { ...dossier, dossierId: 'x' },
    ]
    expect(new Set(changed.map((one) => canonicalHash(manifestOf(one)))).size).toBe(4)
  })
})

describe('the hashes of an event follow their byte layout', () => {
  it.each(vectors.dataHashes)('the dataHash of $dataText equals its vector', (vector) => {
    expect(canonical(vector.data)).toBe(vector.dataText)
    expect(dataHash(vector.salt === undefined ? undefined : bytes(vector.salt), vector.dataText).toString('hex')).toBe(vector.dataHash)
  })

  it.each(vectors.chain)('the eventHash and chainHash at revision $revision equal their vectors', (vector) => {
    expect(eventHash(vector.envelopeText).toString('hex')).toBe(vector.eventHash)
    expect(chainHash(bytes(vector.previous), vector.revision, bytes(vector.eventHash)).toString('hex')).toBe(vector.chainHash)
  })

  it('the chain of a stream starts from 32 zero bytes', () => expect(CHAIN_START.toString('hex')).toBe(vectors.chain[0]?.previous))

  it.each(vectors.commandDigests)(
    'the commandDigest of $name equals its vector',
    ({ key, name, body, signedDigest, commandDigest: expected }) =>
      expect(commandDigest(bytes(key), name, body, signedDigest).toString('hex')).toBe(expected),
  )
})
