import { expect, it } from '@jest/globals'
import { linksOf } from './page-link.interceptor.ts'

it('links to the next page with the cursor of the answer, and to the first page', () => {
  expect(linksOf('/cases?limit=1', { cases: [], next: '2026-03-02T01:20Z~a' })).toBe(
    '</cases?limit=1&cursor=2026-03-02T01%3A20Z%7Ea>; rel="next"',
  )
  expect(linksOf('/cases?cursor=a&limit=1', { next: 'b' })).toBe('</cases?cursor=b&limit=1>; rel="next", </cases?limit=1>; rel="first"')
  expect(linksOf('/cases/x/openings', { openings: [], before: 'id' })).toBe('</cases/x/openings?before=id>; rel="next"')
})

it('has no link for an answer that is no page', () => {
  for (const answer of [undefined, 'text', [], { next: 7 }, {}]) expect(linksOf('/cases?limit=1', answer)).toBe('')
})

it('puts nothing of an address into the header that could end a link', () =>
  expect(linksOf('/cases?source=%3E%3B%20rel%3D%22x%22&x=">', { next: 'a' })).toBe(
    '</cases?source=%3E%3B+rel%3D%22x%22&x=%22%3E&cursor=a>; rel="next"',
  ))
