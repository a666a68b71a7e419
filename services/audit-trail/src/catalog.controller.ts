import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Controller, Get, Header, Headers, Param, Res } from '@nestjs/common'
import { ApiExcludeController } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { Problem } from '@case-timeline/http'

/** The files of the catalogue, and nothing else of the disk. */
const TYPES: Readonly<Record<string, string>> = {
  'index.html': 'text/html; charset=utf-8',
  'catalog.css': 'text/css; charset=utf-8',
  'catalog.js': 'text/javascript; charset=utf-8',
  'diagrams.js': 'text/javascript; charset=utf-8',
  'elements.js': 'text/javascript; charset=utf-8',
  'catalog.json': 'application/json; charset=utf-8',
}

const readPart = (name: string) => {
  const text = readFileSync(new URL(`../catalog/${name}`, import.meta.url), 'utf8')
  return { text, etag: `"${createHash('sha256').update(text).digest('base64url')}"` }
}

/** The part of Fastify's reply that is used here. */
interface Reply {
  code(status: number): unknown
  headers(values: Readonly<Record<string, string>>): unknown
}

/**
 * The catalogue of events, commands and rules, to browse. Public, because it contains no case data. Not in the OpenAPI
 * document: it is for people.
 */
@ApiExcludeController()
@Controller('catalog')
@Public()
export class CatalogController {
  private readonly parts = new Map(Object.keys(TYPES).map((name) => [name, readPart(name)]))

  @Get()
  @Header(
    'content-security-policy',
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  )
  page(@Headers('if-none-match') knownEtag: string | undefined, @Res({ passthrough: true }) reply: Reply) {
    return this.part('index.html', knownEtag, reply)
  }

  @Get(':part')
  part(@Param('part') name: string, @Headers('if-none-match') knownEtag: string | undefined, @Res({ passthrough: true }) reply: Reply) {
    const found = this.parts.get(name)
    if (!found) throw new Problem('not-found', 'the catalogue has no such part: open /catalog')
    void reply.headers({
      etag: found.etag,
      'content-type': TYPES[name] ?? 'text/plain',
      'cache-control': 'public, max-age=3600',
      'x-content-type-options': 'nosniff',
    })
    if (knownEtag !== found.etag) return found.text
    void reply.code(304)
    return undefined
  }
}
