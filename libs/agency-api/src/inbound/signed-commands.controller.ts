import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common'
import { ApiBody, ApiConsumes, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger'
import { Public } from '@case-timeline/access'
import { CommandAnswer } from '@case-timeline/contracts'
import type { FastifyReply } from 'fastify'
import { SignedCommands } from './received-commands.ts'

/** The media type of a JWS in compact serialization (RFC 7515, section 9.2.1). */
export const JOSE_MEDIA_TYPE = 'application/jose'
/** The path at which signed commands are received. */
export const SIGNED_COMMANDS_PATH = '/signed-commands'

const header = (description: string) => ({ description, schema: { type: 'string' as const } })
const ANSWER = {
  jti: 'attempt-0001',
  command: 'OpenCase',
  caseId: '0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  outcome: 'accepted' as const,
  stream: 'investigation.case-0b0f7a3e-52a5-4d1c-9f43-6c1d2e3f4a5b',
  events: [{ id: 'c2a3f6f0-3b1e-8d5a-9c11-2f6b7a8c9d0e', type: 'investigation.CaseOpened', revision: 0 }],
  position: '40172',
  warnings: [],
}

/** Takes commands that agencies' systems sign, for those that have no access to the topics. */
@ApiTags('signed commands')
@Controller(SIGNED_COMMANDS_PATH.slice(1))
export class SignedCommandsController {
  constructor(private readonly commands: SignedCommands) {}

  @Post()
  // The signature authenticates the agency, as it does in a topic.
  @Public()
  @HttpCode(200)
  @ApiConsumes(JOSE_MEDIA_TYPE)
  @ApiBody({ schema: { type: 'string', maxLength: 262_144 }, description: 'a JWS in compact serialization, as for the topic' })
  @ApiOperation({
    summary:
      'Decides a command that an agency’s system has signed, with the checks, the memory of replays and the answer of the topic of commands.',
  })
  @ApiOkResponse({
    description: 'the answer that the topic of the agency would get; `outcome` says whether the command was accepted, refused, or failed',
    headers: {
      'ce-id': header('the same for every delivery of the same message'),
      'ce-subject': header('the jti of the command'),
    },
    standardSchema: CommandAnswer,
    example: CommandAnswer.parse(ANSWER),
  })
  async receive(@Body() message: Buffer | undefined, @Res({ passthrough: true }) reply: FastifyReply) {
    const { value, headers } = await this.commands.receive(message ?? Buffer.alloc(0))
    void reply.headers(headers)
    return value
  }
}
