from tessera.command import main

raise SystemExit(main())
