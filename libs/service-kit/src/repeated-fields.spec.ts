import { describe, expect, it } from '@jest/globals'
import { refuseRepeatedFields } from './repeated-fields.ts'

describe('a header field', () => {
  it.each([
    ['host', ['Host', 'a', 'HOST', 'b']],
    ['authorization', ['Host', 'a', 'Authorization', 'Bearer a', 'x', 'y', 'authorization', 'Bearer b']],
    ['content-type', ['content-type', 'application/json', 'content-type', 'application/json']],
  ])('that decides how a request is read is refused if it is there twice: %s', (name, fields) =>
    expect(() => refuseRepeatedFields(fields)).toThrow(`the header ${name} is there twice`),
  )

  it('that is a list may be there twice, and a value is no name', () =>
    expect(() => refuseRepeatedFields(['Host', 'host', 'Accept', 'host', 'Accept', 'host', 'Via', 'authorization'])).not.toThrow())
})
