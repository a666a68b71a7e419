import { readFileSync } from 'node:fs'
import { Controller, Get, Header, type OnModuleInit, Param, Res } from '@nestjs/common'
import { HttpAdapterHost } from '@nestjs/core'
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
  'entries.mjs': 'text/javascript; charset=utf-8',
  'catalog.json': 'application/json; charset=utf-8',
}

/** Nothing is loaded from elsewhere, and no other page shows this one. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"

/** The part of Fastify's reply that is used here. */
interface Reply {
  header(name: string, value: string): unknown
  redirect(address: string, status: number): unknown
}

/**
 * The catalogue of events, commands, queries and rules, to browse. Public, because it contains no case data. Not in the OpenAPI
 * document: it is for people.
 */
@ApiExcludeController()
@Controller('catalog')
@Public()
export class CatalogController implements OnModuleInit {
  private readonly parts = new Map(
    Object.entries(TYPES).map(([name, type]) => [
      name,
      { type, text: readFileSync(new URL(`../catalog/${name}`, import.meta.url), 'utf8') },
    ]),
  )

  constructor(private readonly server: HttpAdapterHost) {}

  /** Nest takes the slash from the end of a path, and Fastify has no empty part: this one address is a route of the adapter. */
  onModuleInit(): void {
    // What the page refers to is relative to `/catalog`, and the address is right behind the prefix of a proxy, too.
    this.server.httpAdapter.get('/catalog/', (_: unknown, reply: Reply) => reply.redirect('../catalog', 308))
  }

  @Get()
  @Header('content-security-policy', POLICY)
  page(@Res({ passthrough: true }) reply: Reply): string {
    return this.part('index.html', reply)
  }

  @Get(':part')
  @Header('x-content-type-options', 'nosniff')
  part(@Param('part') name: string, @Res({ passthrough: true }) reply: Reply): string {
    const found = this.parts.get(name)
    if (!found) throw new Problem('not-found', 'the catalogue has no such part: open /catalog')
    void reply.header('content-type', found.type)
    void reply.header('cache-control', 'public, max-age=3600')
    return found.text
  }
}
