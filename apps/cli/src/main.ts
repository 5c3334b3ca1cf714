process.stdout.write('boss: cli is not written yet\n')
