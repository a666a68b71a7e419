import { describe, expect, it } from '@jest/globals'
import { DECLARED, Reveals } from './declarations.ts'
import { asDisclosedCases, disclosedBy, disclosedFrom, type Disclosed } from './disclosed.ts'

interface Page {
  readonly rows: readonly string[]
}

const found = disclosedBy(asDisclosedCases(new Map()), { rows: ['a', 'b'] })

class Queries {
  @Reveals('case-facts')
  disclosed(): Promise<Disclosed<Page>> {
    return Promise.resolve(disclosedFrom(found, ({ rows }) => ({ rows: rows.slice(0, 1) })))
  }

  // @ts-expect-error the type does not show that court orders were applied
  @Reveals('case-facts')
  notDisclosed(): Promise<Page> {
    return Promise.resolve({ rows: [] })
  }

  // @ts-expect-error nor for a referral
  @Reveals('referrals')
  referrals(): string {
    return 'text'
  }

  @Reveals('hashes')
  hashes(): string {
    return 'abc'
  }
}

describe('an answer that shows facts of a case', () => {
  it('can be declared only by a query that applies the court orders: no other compiles', async () => {
    expect(Reflect.getMetadata(DECLARED.reveals, new Queries().disclosed)).toBe('case-facts')
    expect(await new Queries().disclosed()).toEqual({ rows: ['a'] })
  })

  it('loses the type Disclosed when it is copied', () => {
    // @ts-expect-error a spread loses the brand
    const copy: Disclosed<Page> = { ...found, rows: ['c'] }
    expect(copy).toEqual({ rows: ['c'] })
  })
})
