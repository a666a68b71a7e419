import { describe, expect, it } from '@jest/globals'
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { FeedUrlError, parseFeedUrl } from './kafka-url.ts'

const withCa = <T>(content: string, use: (file: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'case-timeline-ca-'))
  const file = join(folder, 'ca.pem')
  writeFileSync(file, content)
  try {
    return use(file)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const PEM = '-----BEGIN CERTIFICATE-----\nMA==\n-----END CERTIFICATE-----\n'

const problemOf = (url: string): string => {
  try {
    parseFeedUrl(url)
  } catch (error) {
    if (error instanceof FeedUrlError) return error.message
    throw error
  }
  return 'none'
}

describe('EVENT_FEED_URL for Kafka', () => {
  it('may contain one broker', () => {
    expect(parseFeedUrl('kafka://127.0.0.1:9092')).toEqual({ brokers: ['127.0.0.1:9092'], prefix: '' })
    expect(parseFeedUrl('kafka://127.0.0.1:9092/')).toEqual({ brokers: ['127.0.0.1:9092'], prefix: '' })
  })

  it('may contain several brokers', () => {
    expect(parseFeedUrl('kafka://kafka-1.example:9092,10.0.0.7:9093/').brokers).toEqual(['kafka-1.example:9092', '10.0.0.7:9093'])
  })

  it('sets the prefix of the names of topics and groups', () => {
    expect(parseFeedUrl('kafka://kafka:9092/?prefix=ph.').prefix).toBe('ph.')
  })

  it('switches TLS on', () => {
    expect(parseFeedUrl('kafka://kafka:9093/?ssl=true').ssl).toBe(true)
    expect(parseFeedUrl('kafka://kafka:9093/?ssl=false')).toEqual({ brokers: ['kafka:9093'], prefix: '' })
  })

  it('limits the trusted certificates to those of a file', () => {
    withCa(PEM, (file) => expect(parseFeedUrl(`kafka://kafka:9093/?ssl=true&ca=${file}`).ssl).toEqual({ ca: PEM }))
  })

  it('contains login, password and mechanism', () => {
    expect(parseFeedUrl('kafka://relay:s%40cret%2F%3A@kafka:9093/?ssl=true').sasl).toEqual({
      mechanism: 'plain',
      username: 'relay',
      password: 's@cret/:',
    })
    expect(parseFeedUrl('kafka://relay:a:b@kafka:9092/?sasl=scram-sha-512').sasl).toEqual({
      mechanism: 'scram-sha-512',
      username: 'relay',
      password: 'a:b',
    })
  })

  it('is refused when a password would be sent unencrypted, except on this machine', () => {
    expect(problemOf('kafka://relay:secret@kafka:9092/')).toMatch(/password unencrypted: add ssl=true/)
    expect(parseFeedUrl('kafka://relay:secret@127.0.0.1:9092/').sasl?.mechanism).toBe('plain')
  })

  it.each([
    ['another scheme', 'http://kafka:9092', /does not begin with kafka:/],
    ['no broker', 'kafka:///', /names the broker "": write host:port/],
    ['no port', 'kafka://kafka/', /names the broker "kafka": write host:port/],
    ['an invalid port', 'kafka://kafka:99999/', /names the broker "kafka:99999"/],
    ['an IPv6 address, which the Kafka client does not support', 'kafka://[::1]:9092/', /a name or an IPv4 address/],
    ['an empty broker', 'kafka://kafka:9092,/', /names the broker ""/],
    ['a path', 'kafka://kafka:9092/topic', /has a path, \/topic/],
    ['a fragment', 'kafka://kafka:9092/#x', /after #/],
    ['an unknown parameter', 'kafka://kafka:9092/?tls=true', /the parameter "tls".*use ssl, ca, sasl, prefix/],
    ['a parameter twice', 'kafka://kafka:9092/?prefix=a&prefix=b', /has prefix twice/],
    ['an invalid value of ssl', 'kafka://kafka:9092/?ssl=yes', /ssl=true or ssl=false/],
    ['a file of certificates without TLS', 'kafka://kafka:9092/?ca=/x', /needs ssl=true/],
    ['a missing file', 'kafka://kafka:9092/?ssl=true&ca=/not/there.pem', /ca=\/not\/there.pem, and that file cannot be read/],
    ['a mechanism without a login', 'kafka://kafka:9092/?sasl=plain', /has no login/],
    ['an unknown mechanism', 'kafka://a:b@kafka:9092/?sasl=gssapi', /plain, scram-sha-256 or scram-sha-512/],
    ['a login without a password', 'kafka://relay@kafka:9092/', /without a password/],
    ['an invalid prefix', 'kafka://kafka:9092/?prefix=a/b', /prefix=a\/b: use at most 64 letters/],
  ])('is refused with %s, and the message contains the remedy', (_, url, problem) => {
    expect(problemOf(url)).toMatch(problem)
    expect(problemOf(url)).toMatch(/^EVENT_FEED_URL .*; for example kafka:/)
  })

  it('is refused when the certificate file contains no certificate', () => {
    withCa('nothing', (file) => expect(problemOf(`kafka://kafka:9093/?ssl=true&ca=${file}`)).toMatch(/contains no certificate/))
  })

  it('never appears in a message with its password', () => {
    const secret = fc.stringMatching(/^[ -~]{0,6}[/?#@%:]?qZ7pass[/?#@%:]?[ -~]{0,6}$/)
    const rest = fc.constantFrom('kafka:9092', 'kafka', 'kafka:9092/?sasl=no', 'kafka:9092/?tls=1', 'kafka:9092/x', '')
    fc.assert(
      fc.property(secret, rest, (password, behind) => {
        expect(problemOf(`kafka://relay:${password}@${behind}`)).not.toContain('qZ7pass')
      }),
    )
  })
})
