import { expect, it } from '@jest/globals'
import { codingFor } from './public-documents.ts'

it.each([
  [undefined, undefined],
  ['identity', undefined],
  ['gzip', 'gzip'],
  ['gzip, br', 'br'],
  ['GZIP;q=1.0, br;q=0.5', 'gzip'],
  ['gzip;q=0, *', 'br'],
  ['*;q=0', undefined],
  ['deflate, zstd', undefined],
  ['gzip;q=x', undefined],
  ['identity, gzip;q=0.1', undefined],
  ['identity;q=0.5, gzip;q=0.5', 'gzip'],
  ['identity;q=0, gzip;q=0.1', 'gzip'],
])('for Accept-Encoding: %s the coding is %s', (accepted, coding) => expect(codingFor(accepted)).toBe(coding))
