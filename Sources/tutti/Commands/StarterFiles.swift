/// The files of `tutti init`.
enum StarterFiles {
    /// Each with its place in the folder.
    static let all: [(name: String, text: String)] = [
        ("gateway.yaml", gateway), ("hello.yaml", hello), (".gitignore", "/.tutti/\n"),
    ]

    private static let gateway = """
        # yaml-language-server: $schema=.tutti/gateway.schema.json
        #
        # Where the gateway listens, and which services its endpoints may call. Every other .yaml file here is for endpoints.
        # `tutti schema --into .tutti` writes the schema of the first line anew, by which editors complete and check the file.

        listen: 127.0.0.1:8080          # clients
        admin: 127.0.0.1:9090           # health, readiness, metrics: keep it off the public network

        services:
          users:
            # Put your service here, or in the variable USERS_URL. What it must answer is in the tests of hello.yaml.
            instances: ["${USERS_URL:-http://127.0.0.1:7001}"]
            timeout: 500ms              # of a call that names none

        """

    private static let hello = #"""
        # yaml-language-server: $schema=.tutti/endpoint.schema.json
        #
        # An endpoint: the calls that answer it, and the shape of the response.

        endpoint: GET /hello/{id}
        summary: Greets a user by name.
        deadline: 1s                    # how long the whole response may take

        calls:
          user:
            service: users              # one of gateway.yaml
            get: /users/{path.id}       # in braces stands an expression: here what the client's path has for {id}
            otherwise: { name: "'stranger'" }   # stands in when the call fails. Strings are expressions; text has single quotes

        # Add a call beside `user`, and it is made at the same time. Let it read `user`, `get: /accounts/{user.accountId}`, and it
        # waits for it. Nothing else has to be said.

        response:
          greeting: "join(' ', ['Hello', user.name])"
          known: meta.user.outcome == 'ok'      # `meta` says what became of a call

        # `tutti test` runs these without any service: what is under `services` is what they would answer.
        tests:
          - name: a user is greeted by name
            request: GET /hello/7
            services:
              users: { "GET /users/7": { body: { id: 7, name: Ada } } }
            expect:
              status: 200
              body: { greeting: Hello Ada, known: true }

          - name: without the service there is a greeting all the same
            request: GET /hello/7
            services: { users: timeout }
            expect:
              status: 200
              outcome: { user: timeout }
              body: { greeting: Hello stranger, known: false }
              within: 500ms

        """#
}
